/** A search as a stage of Spark ML: any estimator, tried with the params of a space. */
package dev.bellows.search.estimator;

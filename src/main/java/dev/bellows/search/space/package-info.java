/**
 * The space of settings of a search, and the points of it that are tried. No Spark type in here.
 */
package dev.bellows.search.space;

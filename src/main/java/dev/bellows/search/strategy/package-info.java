/**
 * Which trial of a search is trained how far: state machines that are told results and name what
 * comes next. No Spark type in here.
 */
package dev.bellows.search.strategy;

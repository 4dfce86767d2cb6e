/**
 * The pictures: of a loss, of walks over a function with its contour lines, of weights and
 * schedules. They take plain numbers and names, and write PNG.
 */
package dev.bellows.report.chart;

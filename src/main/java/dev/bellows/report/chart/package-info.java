/**
 * The pictures: of a loss, of walks over a function with its contour lines, of weights and
 * schedules, of words in the plane. They take plain numbers and names, and write PNG; the words
 * become a page of HTML as well.
 */
package dev.bellows.report.chart;

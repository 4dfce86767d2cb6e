/**
 * Floor 2: what a run leaves for people and programs to read: files that appear whole or not at
 * all, the run directory, the metrics, the pictures ({@code report.chart}), and the progress on the
 * screen.
 */
package dev.bellows.report;

/**
 * Floor 5: the commands and the job files. A command reads its settings, asks the floors below, and
 * says what came out; {@link dev.bellows.app.TrainCommand} is the longest road and the place to
 * start reading.
 */
package dev.bellows.app;

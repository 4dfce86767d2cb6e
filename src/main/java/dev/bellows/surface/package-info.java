/**
 * Floor 2: functions of one or two variables with exact derivatives, for walks of an optimizer that
 * fit on a page: a few by name, any other as an expression. Nothing here knows data or models.
 * Start reading at {@link dev.bellows.surface.Surfaces}.
 */
package dev.bellows.surface;

/**
 * Pictures on their way to a network: decoded and transformed by threads that all tasks of a
 * process share ({@link dev.bellows.deep.picture.SharedWork}), ahead of the pass that needs them;
 * those that turn out broken are counted ({@link dev.bellows.deep.picture.BrokenPictures}).
 */
package dev.bellows.deep.picture;

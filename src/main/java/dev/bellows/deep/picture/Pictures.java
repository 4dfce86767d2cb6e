package dev.bellows.deep.picture;

/**
 * How a network sees pictures.
 *
 * @param training where it is trained
 * @param evaluation everywhere else
 */
public record Pictures(PictureReader training, PictureReader evaluation) {

  /** The reader of one of both. */
  public PictureReader reader(boolean trains) {
    return trains ? training : evaluation;
  }
}

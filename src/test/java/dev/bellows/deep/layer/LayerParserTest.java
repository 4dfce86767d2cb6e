package dev.bellows.deep.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerParserTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv 16 5x5 padding 2, relu, max-pool 2, batch-norm, dropout 0.5, flatten, linear 10",
        "conv 4 3x2 stride 2x1 padding 1x0 groups 2 bias=false, average-pool 3x2 stride 1",
        "fc: linear 3 bias=false, tanh, sigmoid, gelu, global-average-pool",
        "residual (conv 4 3x3, a: relu) shortcut (pad-channels 4 stride 2), residual (relu)",
        "concat (conv 2 1x1, relu) (max-pool 3 stride 1 padding 1 ceil=true)",
        "batch-norm momentum 0.2 epsilon 0.001"
      })
  void whatItReadsIsWrittenAgainInTheSameWords(String words) {
    Sequence sequence = LayerParser.parse(words);
    assertThat(sequence.words()).isEqualTo(words);
    assertThat(LayerParser.parse(sequence.words())).isEqualTo(sequence);
  }

  @Test
  void optionsStandInAnyOrderAndWithOrWithoutTheSign() {
    assertThat(LayerParser.parse("conv 8 3 bias false stride=2 padding=1"))
        .isEqualTo(LayerParser.parse("conv 8 3x3 padding 1 stride 2 bias=false"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cnov 16 5x5 | there is no layer 'cnov' (did you mean 'conv'?)",
        "conv 16 | 'conv 16': it takes channels and a kernel, as in conv 16 5x5",
        "conv 16 5x | '5x' is no size",
        "conv 16 5x5 pading 2 | no 'pading' (did you mean 'padding'?); its options are stride,",
        "conv 16 5x5 padding | the value of padding is missing",
        "conv 16 5x5 stride 0 | a stride of 0x0; it is at least 1x1",
        "conv 16 5x5 groups 3 | 16 channels in 3 groups",
        "linear ten | 'ten' is no whole number",
        "linear 0 | it takes at least 1 unit",
        "dropout 1 | it takes 0 to below 1",
        "max-pool 2 padding 2 | at most half a window of 2x2",
        "relu 3 | it takes no words of its own, and no '3'",
        "residual relu | behind 'residual' a '(' is missing",
        "residual (relu | a ')' is missing",
        "relu) | a ')' that nothing opens",
        "relu,, relu | a layer is missing",
        "relu (tanh) | a ',' is missing",
        "a: relu, a: tanh | two layers are named 'a'",
        "' ' | there is no layer"
      })
  void aMistakeIsToldWithWhatIsAllowed(String words, String message) {
    assertThatThrownBy(() -> LayerParser.parse(words))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}

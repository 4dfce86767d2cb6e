package dev.bellows.optim.table;

import static dev.bellows.optim.table.OptimizerSettings.*;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Transform;
import dev.bellows.optim.table.OptimizerSettings.DecayForm;
import dev.bellows.optim.transform.AccumulateMomentum;
import dev.bellows.optim.transform.AddDecayedWeights;
import dev.bellows.optim.transform.Scale;
import dev.bellows.optim.transform.ScaleByAdaDelta;
import dev.bellows.optim.transform.ScaleByAdaGrad;
import dev.bellows.optim.transform.ScaleByAdam;
import dev.bellows.optim.transform.ScaleByAdam.EpsilonForm;
import dev.bellows.optim.transform.ScaleByAdamax;
import dev.bellows.optim.transform.ScaleByAmsGrad;
import dev.bellows.optim.transform.ScaleByCenteredRmsProp;
import dev.bellows.optim.transform.ScaleByFtrl;
import dev.bellows.optim.transform.ScaleByLearningRate;
import dev.bellows.optim.transform.ScaleByLion;
import dev.bellows.optim.transform.ScaleByNadam;
import dev.bellows.optim.transform.ScaleByRadam;
import dev.bellows.optim.transform.ScaleByRmsProp;
import dev.bellows.optim.transform.ScaleByTrustRatio;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The rows' chains: from settings to links, decay and learning rate included. */
final class Chains {
  private Chains() {}

  static List<Transform> sgd(Settings settings) {
    double momentum = settings.get(MOMENTUM);
    double dampening = settings.get(DAMPENING);
    boolean nesterov = settings.get(NESTEROV);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new InputException("nesterov = true needs a momentum above 0 and dampening 0");
    }
    if (momentum == 0) {
      return decayed(settings);
    }
    return switch (settings.get(MOMENTUM_FORM)) {
      case PYTORCH ->
          decayed(settings, new AccumulateMomentum(momentum, dampening, nesterov, true));
      case BOOKS -> {
        if (settings.get(WEIGHT_DECAY_FORM) == DecayForm.DECOUPLED) {
          throw new InputException(
              "momentum-form = books has the rate inside the velocity; weight-decay-form ="
                  + " decoupled does not go with it");
        }
        if (settings.get(L1) > 0) {
          throw new InputException(
              "momentum-form = books has the rate inside the velocity; l1 does not go with it");
        }
        List<Transform> chain = decayed(settings);
        chain.add(new AccumulateMomentum(momentum, dampening, nesterov, true));
        yield chain;
      }
      case AVERAGE -> {
        if (dampening != 0) {
          throw new InputException(
              "momentum-form = average dampens by momentum itself; leave dampening at 0");
        }
        yield decayed(
            settings,
            new AccumulateMomentum(momentum, momentum, nesterov, false),
            new Scale(1 / (1 - momentum)));
      }
    };
  }

  static List<Transform> adaGrad(Settings settings) {
    return decayed(settings, adaGradRule(settings));
  }

  static List<Transform> sparseAdaGrad(Settings settings) {
    return List.of(adaGradRule(settings), new ScaleByLearningRate());
  }

  private static ScaleByAdaGrad adaGradRule(Settings settings) {
    return new ScaleByAdaGrad(
        settings.get(RATE_DECAY),
        settings.get(INITIAL_ACCUMULATOR),
        settings.get(EPSILON),
        settings.get(EPSILON_PLACEMENT));
  }

  static List<Transform> ftrl(Settings settings) {
    return List.of(
        new ScaleByFtrl(settings.get(BETA), settings.get(FTRL_L1), settings.get(FTRL_L2)));
  }

  static List<Transform> rmsProp(Settings settings) {
    Transform rule =
        settings.get(CENTERED)
            ? new ScaleByCenteredRmsProp(
                settings.get(DECAY), settings.get(EPSILON), settings.get(EPSILON_PLACEMENT))
            : new ScaleByRmsProp(
                settings.get(DECAY), settings.get(EPSILON), settings.get(EPSILON_PLACEMENT));
    double momentum = settings.get(MOMENTUM);
    return momentum == 0
        ? decayed(settings, rule)
        : decayed(settings, rule, new AccumulateMomentum(momentum, 0, false, true));
  }

  static List<Transform> adaDelta(Settings settings) {
    return decayed(settings, new ScaleByAdaDelta(settings.get(DECAY), settings.get(EPSILON)));
  }

  static List<Transform> adam(Settings settings) {
    double beta1 = settings.get(BETA1);
    double beta2 = settings.get(BETA2);
    double epsilon = settings.get(EPSILON);
    return decayed(
        settings,
        settings.get(AMSGRAD)
            ? new ScaleByAmsGrad(beta1, beta2, epsilon)
            : new ScaleByAdam(beta1, beta2, epsilon, EpsilonForm.CORRECTED));
  }

  static List<Transform> sparseAdam(Settings settings) {
    return List.of(adamRule(settings, EpsilonForm.RAW), new ScaleByLearningRate());
  }

  private static ScaleByAdam adamRule(Settings settings, EpsilonForm form) {
    return new ScaleByAdam(settings.get(BETA1), settings.get(BETA2), settings.get(EPSILON), form);
  }

  static List<Transform> adamax(Settings settings) {
    return decayed(
        settings,
        new ScaleByAdamax(settings.get(BETA1), settings.get(BETA2), settings.get(EPSILON)));
  }

  static List<Transform> nadam(Settings settings) {
    return decayed(
        settings,
        new ScaleByNadam(
            settings.get(BETA1),
            settings.get(BETA2),
            settings.get(EPSILON),
            settings.get(MOMENTUM_DECAY),
            settings.get(MOMENTUM_PRODUCT)));
  }

  static List<Transform> radam(Settings settings) {
    return decayed(
        settings,
        new ScaleByRadam(settings.get(BETA1), settings.get(BETA2), settings.get(EPSILON)));
  }

  static List<Transform> lion(Settings settings) {
    return decayed(settings, new ScaleByLion(settings.get(BETA1), settings.get(BETA2)));
  }

  static List<Transform> lars(Settings settings) {
    List<Transform> chain = new ArrayList<>();
    chain.add(
        new ScaleByTrustRatio(settings.get(TRUST_COEFFICIENT), 0, settings.get(WEIGHT_DECAY)));
    chain.add(new ScaleByLearningRate());
    if (settings.get(MOMENTUM) > 0) {
      chain.add(new AccumulateMomentum(settings.get(MOMENTUM), 0, false, true));
    }
    return chain;
  }

  static List<Transform> lamb(Settings settings) {
    return List.of(
        adamRule(settings, EpsilonForm.CORRECTED),
        new AddDecayedWeights(settings.get(WEIGHT_DECAY)),
        new ScaleByTrustRatio(1, 0, Double.NaN),
        new ScaleByLearningRate());
  }

  /** Decay in its place, the rule, the learning rate. */
  private static List<Transform> decayed(Settings settings, Transform... rule) {
    Transform decay = new AddDecayedWeights(settings.get(WEIGHT_DECAY));
    boolean decoupled = settings.get(WEIGHT_DECAY_FORM) == DecayForm.DECOUPLED;
    List<Transform> chain = new ArrayList<>();
    if (!decoupled) {
      chain.add(decay);
    }
    chain.addAll(List.of(rule));
    if (decoupled) {
      chain.add(decay);
    }
    chain.add(new ScaleByLearningRate());
    return chain;
  }

  static Minimizer lbfgs(Settings settings, Setup setup) {
    Layout layout = setup.layout();
    double[] l2 = new double[layout.size()];
    double[] l1 = new double[layout.size()];
    BitSet spared =
        TensorNames.matching(settings.get(NO_WEIGHT_DECAY), layout, NO_WEIGHT_DECAY.name());
    for (int t = 0; t < layout.tensors().size(); t++) {
      Layout.Slot slot = layout.tensors().get(t);
      boolean decays = !spared.get(t) && slot.average() == 0;
      for (int i = slot.offset(); i < slot.offset() + slot.size() && decays; i++) {
        l2[i] = settings.get(WEIGHT_DECAY);
        l1[i] = settings.get(L1);
      }
    }
    return new Lbfgs(Math.toIntExact(settings.get(MEMORY)), settings.get(TOLERANCE), l2, l1);
  }
}

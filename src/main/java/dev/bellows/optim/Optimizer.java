package dev.bellows.optim;

import dev.bellows.linalg.Layout;
import dev.bellows.linalg.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chain of transforms applied to a gradient and subtracted from the parameters: {@code x ← x −
 * tₙ(… t₂(t₁(g)))}. Gates stand before it and decide whether there is an update at all; wrappers go
 * around it and see the parameters afterwards. Immutable, serializable and bound to one layout; the
 * state travels beside it.
 */
public final class Optimizer implements Minimizer {
  private static final long serialVersionUID = 1L;

  private final Layout layout;
  private final List<TensorRule> tensors;
  private final Schedule schedule;
  private final ReduceOnPlateau plateau;
  private final List<Gate> gates;
  private final List<Transform> links;
  private final Chain chain;
  private final List<Wrapper> wrappers;
  private final boolean sparse;
  private final Thawing thawing;

  private Optimizer(Builder builder) {
    layout = builder.layout;
    tensors = List.copyOf(builder.tensors);
    schedule = builder.schedule;
    plateau = builder.plateau;
    gates = List.copyOf(builder.gates);
    links = List.copyOf(builder.links);
    wrappers = List.copyOf(builder.wrappers);
    chain = new Chain(tensors, links, builder.l1, builder.rowWise);
    thawing = new Thawing(tensors);
    sparse = chain.leavesUntouched() && gates.stream().allMatch(Gate::takesSparse);
  }

  /** Begins an optimizer for parameters of that layout. */
  public static Builder builder(Layout layout) {
    return new Builder(layout);
  }

  /** The parameters that this optimizer moves. */
  public Layout layout() {
    return layout;
  }

  /** What is special to each tensor, in the order of the layout. */
  public List<TensorRule> tensors() {
    return tensors;
  }

  /** The state before the first step. */
  public OptimizerState init(double[] parameters) {
    if (parameters.length != layout.size()) {
      throw new IllegalArgumentException(
          "%d parameters for a layout of %d".formatted(parameters.length, layout.size()));
    }
    return init(layout, parameters);
  }

  /**
   * A state like that before the first step, but late in a training: rates are those of the steps
   * behind {@code earlier}, while moments and their corrections begin anew.
   *
   * @param earlier the updates that the training has seen before, 0 or more
   */
  public OptimizerState init(double[] parameters, long earlier) {
    OptimizerState state = init(parameters);
    state.continueAt(earlier);
    return state;
  }

  /**
   * A state whose moments, averages and gates begin anew at these parameters, while the learning
   * rate goes on where {@code before} is, what a plateau has made of it included.
   */
  public OptimizerState restart(double[] parameters, OptimizerState before) {
    OptimizerState state = init(parameters, before.earlier() + before.steps());
    if (plateau != null) {
      state.scope(ReduceOnPlateau.NAME).copyCounters(before.scope(ReduceOnPlateau.NAME));
    }
    return state;
  }

  private OptimizerState init(Layout of, double[] parameters) {
    OptimizerState state = new OptimizerState(tensors);
    gates.forEach(gate -> gate.init(state.addScope(gate.name()), of.size()));
    links.forEach(link -> link.init(state.addScope(link.name()), of));
    wrappers.forEach(wrapper -> wrapper.init(state.addScope(wrapper.name()), parameters));
    if (plateau != null) {
      plateau.init(state.addScope(ReduceOnPlateau.NAME));
    }
    thawing.init(state);
    return state;
  }

  /** The number of arrays, each as long as the parameters, that the state holds. */
  public int stateArrays() {
    return init(Layout.builder().add("one", 1).build(), new double[1]).arrays().size();
  }

  /** The learning rate of the next update, for tensors without one of their own. */
  public double learningRate(OptimizerState state) {
    return rate(schedule, state.earlier() + state.steps() + 1, state);
  }

  private double rate(Schedule of, long step, OptimizerState state) {
    double scheduled = of.rate(step);
    return plateau == null ? scheduled : plateau.rate(scheduled, state.scope(ReduceOnPlateau.NAME));
  }

  /** Whether {@link #observe} has an effect. */
  public boolean observes() {
    return plateau != null;
  }

  /** Is told the loss of an evaluation, of held-out rows where there are such. */
  public void observe(double loss, OptimizerState state) {
    if (plateau != null) {
      plateau.observe(loss, state.scope(ReduceOnPlateau.NAME));
    }
  }

  /** Whether gradients that are not finite may be given to {@link #step}. */
  public boolean takesNotFinite() {
    return gates.stream().anyMatch(Gate::takesNotFinite);
  }

  /** Whether a wrapper averages the parameters. */
  public boolean averages() {
    return wrappers.stream().anyMatch(Wrapper::averages);
  }

  /** The parameters to evaluate and save, where a wrapper averages them; only to be read. */
  public Optional<double[]> averaged(OptimizerState state) {
    return wrappers.stream()
        .filter(Wrapper::averages)
        .reduce((inner, outer) -> outer)
        .map(wrapper -> wrapper.averaged(state.scope(wrapper.name())));
  }

  /**
   * Takes one step, in place. A row-wise optimizer leaves rows alone whose gradient is zero
   * throughout.
   *
   * @param gradient the gradient of the mean loss; overwritten with the change that was subtracted;
   *     elements behind the parameters' number are left alone
   * @param parameters the parameters
   * @param state from {@link #init}, changed in place
   */
  public Outcome step(double[] gradient, double[] parameters, OptimizerState state) {
    return step(gradient, null, parameters, state);
  }

  /**
   * Takes one step that moves only the rows that a batch has touched.
   *
   * @param gradient as above; zero in all other rows of the tensors named
   * @param touched the rows
   */
  public Outcome step(
      double[] gradient, TouchedRows touched, double[] parameters, OptimizerState state) {
    state.setMoved(null);
    thawing.beginBatch(state);
    thawing.clear(state, gradient);
    Outcome outcome = admit(gradient, parameters.length, state);
    if (outcome == Outcome.UPDATED) {
      long number = begin(parameters, state);
      chain.apply(gradient, touched, parameters, state);
      end(number, parameters, state);
    }
    return outcome;
  }

  /**
   * Whether steps need to look at no other elements than those that a batch has touched: the others
   * stay as they are, by the rules themselves (SGD and AdaGrad without decay) or because this
   * optimizer is row-wise.
   */
  public boolean takesSparse() {
    return sparse;
  }

  /**
   * Takes the step that {@link #step(double[], double[], OptimizerState)} takes, bit for bit, at a
   * cost that goes by the elements listed.
   *
   * @param gradient as above; overwritten; elements behind the parameters' number do not count
   * @throws IllegalStateException where this optimizer has to see all elements
   */
  public Outcome step(SparseVector gradient, double[] parameters, OptimizerState state) {
    if (!sparse) {
      throw new IllegalStateException("this optimizer moves elements without a gradient too");
    }
    state.setMoved(null);
    thawing.beginBatch(state);
    int own = gradient.countBefore(parameters.length);
    Outcome outcome = admit(gradient.values(), own, state);
    if (outcome == Outcome.UPDATED) {
      long number = begin(parameters, state);
      int[] moved = chain.applyTo(gradient, state);
      end(number, parameters, state);
      state.setMoved(wrappers.stream().allMatch(Wrapper::averages) ? moved : null);
    }
    return outcome;
  }

  private Outcome admit(double[] gradient, int size, OptimizerState state) {
    for (int g = 0; g < gates.size(); g++) {
      Gate gate = gates.get(g);
      Outcome outcome = gate.admit(gradient, size, state.scope(gate.name()));
      if (outcome != Outcome.UPDATED) {
        return outcome;
      }
    }
    return Outcome.UPDATED;
  }

  private long begin(double[] parameters, OptimizerState state) {
    long number = state.countStep();
    Step step = state.step();
    step.begin(number, state.earlier() + number, parameters);
    thawing.beginUpdate(state);
    for (int t = 0; t < tensors.size(); t++) {
      step.setLearningRate(t, rate(tensors.get(t).schedule(), step.time(), state));
    }
    return number;
  }

  private void end(long number, double[] parameters, OptimizerState state) {
    for (int w = 0; w < wrappers.size(); w++) {
      Wrapper wrapper = wrappers.get(w);
      wrapper.afterUpdate(number, parameters, state.scope(wrapper.name()));
    }
  }

  /** Puts an optimizer together. */
  public static final class Builder {
    private final Layout layout;
    private final List<Gate> gates = new ArrayList<>();
    private final List<Transform> links = new ArrayList<>();
    private final List<Wrapper> wrappers = new ArrayList<>();
    private List<TensorRule> tensors;
    private Schedule schedule = Schedule.constant(1);
    private ReduceOnPlateau plateau;
    private double l1;
    private boolean rowWise;

    private Builder(Layout layout) {
      this.layout = layout;
    }

    /** The learning rate of all tensors that have none of their own. */
    public Builder schedule(Schedule all) {
      schedule = all;
      return this;
    }

    /** What is special to each tensor, in the order of the layout; default: nothing. */
    public Builder tensors(List<TensorRule> rules) {
      tensors = rules;
      return this;
    }

    /** Lowers all rates when the loss stops getting better. */
    public Builder reduceOnPlateau(ReduceOnPlateau rule) {
      plateau = rule;
      return this;
    }

    /** One more gate behind those before. */
    public Builder gate(Gate gate) {
      gates.add(gate);
      return this;
    }

    /** More links behind those before. */
    public Builder links(List<? extends Transform> more) {
      links.addAll(more);
      return this;
    }

    /** One more wrapper around those before. */
    public Builder wrapper(Wrapper wrapper) {
      wrappers.add(wrapper);
      return this;
    }

    /**
     * Adds the penalty {@code α‖x‖₁}, by a proximal step behind the links: elements that it pulls
     * to zero are zero exactly.
     *
     * @param alpha α, 0 or more, for tensors that have none of their own
     */
    public Builder l1(double alpha) {
      l1 = alpha;
      return this;
    }

    /** Leaves rows alone whose gradient is zero throughout, their moments too. */
    public Builder rowWise() {
      rowWise = true;
      return this;
    }

    /**
     * The finished optimizer.
     *
     * @throws IllegalArgumentException if two parts have one name, or there is an L1 weight and a
     *     link whose steps have no size that it could be measured by
     */
    public Optimizer build() {
      for (Transform link : links) {
        if (l1 > 0 && !link.hasRates()) {
          throw new IllegalArgumentException(
              "an L1 weight of %s: %s has no step sizes that it could be measured by"
                  .formatted(l1, link.name()));
        }
      }
      if (tensors == null) {
        tensors =
            layout.tensors().stream()
                .map(tensor -> new TensorRule(tensor, schedule, Double.NaN, false))
                .toList();
      }
      return new Optimizer(this);
    }
  }
}

package dev.bellows.search;

/** What budgets count. */
public enum BudgetUnit {
  EPOCHS,
  STEPS
}

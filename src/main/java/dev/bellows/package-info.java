/**
 * Bellows trains models on Apache Spark with the first-order optimizers of deep learning.
 *
 * <p>The packages are floors, and an arrow only ever points down: {@code app} (5) · {@code ml} (4)
 * · {@code train}, {@code embed} (3) · {@code model}, {@code deep}, {@code data}, {@code surface},
 * {@code report} (2) · {@code optim} (1) · {@code linalg} (0). Packages of one floor do not know
 * each other, but that {@code deep} has objectives as {@code model} says them. {@code linalg},
 * {@code optim}, {@code model}, {@code deep} and {@code surface} know nothing of Spark. {@code
 * ArchitectureTest} keeps this. This root package holds only what every floor may need. Start
 * reading at {@code dev.bellows.app.TrainCommand}.
 */
package dev.bellows;

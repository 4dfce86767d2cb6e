/**
 * Floor 2: from files to packed blocks. A {@code source} reads rows; {@link
 * dev.bellows.data.DatasetLoader} numbers, splits, standardises and packs them into a {@link
 * dev.bellows.data.Dataset} of {@link dev.bellows.data.PackedBlock}s; a {@link
 * dev.bellows.data.BatchPlan} says which rows make which batch. No boxed row survives loading.
 */
package dev.bellows.data;

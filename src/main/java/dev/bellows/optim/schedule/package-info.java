/**
 * Learning-rate schedules: the rate as a function of the step, one small record per formula. {@link
 * dev.bellows.optim.schedule.ScheduleTable} names those that a job file can ask for, with every
 * setting, its range and its default; {@link dev.bellows.optim.schedule.ScheduleSpec} is what the
 * user wrote and builds the schedule of a run from it. Start reading at the table. Nothing here
 * keeps a state: a resumed run asks for the rate of its step and gets the same bits.
 *
 * <p>Steps count from 1, as everywhere in Bellows; PyTorch's closed forms count from 0. The
 * formulas therefore say t = step − 1 where they are PyTorch's.
 */
package dev.bellows.optim.schedule;

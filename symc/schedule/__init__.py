"""Schedule: a solution to a plan of steps, contractions shared and mixed at the waist."""

from symc.schedule.schedule import schedule

__all__ = ["schedule"]

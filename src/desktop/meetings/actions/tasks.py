"""Following the tasks that meetings assigned."""

from sqlalchemy import func, select

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.meetings.records import Task
from desktop.meetings.rules.words import PROGRESS, TaskState
from desktop.storage.users import Right
from desktop.storage.work import Work


def set_task_state(work: Work, task_id: str, state: TaskState, result: str = "") -> None:
    """Write down how far a task has come. Also for tasks of signed meetings: progress is a record of its own.

    ``task_id`` is the one that open tasks are listed by. Refused MTG-35 if no meeting assigned it, STO-20
    without the right to write.
    """
    work.require(Right.WRITE)
    query = select(func.count().label("n")).where(
        Task.unit == work.unit, func.coalesce(Task.origin, Task.id) == task_id
    )
    if not work.rows(query)[0].n:
        raise Refused("MTG-35", msg("No meeting in the register assigned this task."))
    document = {"state": state.value, "changed_on": work.today, "result": result.strip() or None}
    work.put(work.kinds[PROGRESS], task_id, document)

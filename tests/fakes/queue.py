from chalicelib.ports import Task


class FakeQueue:
    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def put(self, task: Task) -> None:
        self.tasks.append(task)

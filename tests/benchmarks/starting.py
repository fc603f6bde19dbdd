"""A child of the measurement: the whole program until the unlock page is there, and on to the home page.

``starting.py bare`` is the baseline: a window with a table. ``starting.py HOME SECRET PROOF [enter]`` is ours.
"""

import sys
import time


def bare() -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    application = QApplication([])
    window, table = QMainWindow(), QTableWidget(50, 6)
    for place in range(300):
        item = QTableWidgetItem(f"{place}")
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight)
        table.setItem(place // 6, place % 6, item)
    window.setCentralWidget(table)
    window.show()
    application.processEvents()
    print("shown", flush=True)


def ours(home: str, secret: str, proof: str, enter: bool) -> None:
    from PySide6.QtWidgets import QApplication

    def exec_() -> int:
        QApplication.processEvents()
        print("shown", flush=True)
        if enter:
            until_home(secret, proof)
        return 0

    QApplication.exec = staticmethod(exec_)  # type: ignore[method-assign]  # the loop is the measurement's
    from desktop.cli import main

    sys.argv = ["sochibo", "--home", home]
    sys.exit(main())


def until_home(secret: str, proof: str) -> None:
    """Someone types for a second, then presses Enter; Argon2 is left out, it takes what was calibrated."""
    from PySide6.QtWidgets import QApplication

    from desktop.keys.data_key import DataKey
    from desktop.keys.slots import KeySlots
    from desktop.shell.main_window import MainWindow
    from desktop.shell.unlock import UnlockPage

    key = DataKey(1, bytearray.fromhex(secret), bytearray.fromhex(proof))
    KeySlots.unlock = lambda *_: key  # type: ignore[method-assign]
    window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
    typing = time.perf_counter() + 1
    while time.perf_counter() < typing:
        QApplication.processEvents()
        time.sleep(0.005)
    page = window.findChild(UnlockPage)
    assert page is not None
    page.passphrase.line.setText("x")
    start = time.perf_counter()
    page._unlock()
    while window.desk is None or not window.desk.task.idle:
        QApplication.processEvents()
        time.sleep(0.001)
        assert time.perf_counter() < start + 30, "the home page never came"
    QApplication.processEvents()
    print(time.perf_counter() - start, flush=True)
    window.close()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(sys.argv[1], sys.argv[2], sys.argv[3], enter="enter" in sys.argv)

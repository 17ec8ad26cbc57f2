"""Which screen each page of the staff's desk has."""

from __future__ import annotations

from typing import Final

from kiosk.screens.screen import Screen
from kiosk.screens.staff import StaffScreen
from kiosk.screens.staff_counters import StaffCountersScreen
from kiosk.screens.staff_door import StaffDoorScreen
from kiosk.screens.staff_home import StaffHomeScreen
from kiosk.screens.staff_hours import StaffHoursScreen
from kiosk.screens.staff_log import StaffLogScreen, StaffRecentScreen
from kiosk.screens.staff_network import StaffNetworkScreen
from kiosk.screens.staff_printer_test import StaffPrinterTestScreen
from kiosk.screens.staff_reader_test import StaffReaderTestScreen
from kiosk.screens.staff_rehearse import RehearsalScreen, StaffRehearseScreen
from kiosk.screens.staff_restart import StaffRestartScreen
from kiosk.screens.staff_sound import StaffSoundScreen
from kiosk.screens.staff_supplies import StaffSuppliesScreen
from kiosk.screens.staff_touch_test import StaffTouchTestScreen
from kiosk.screens.staff_unsettled import StaffUnsettledScreen
from kiosk.staff.counters import Counters
from kiosk.staff.desk import Desk, Home, Page
from kiosk.staff.door import Door
from kiosk.staff.hours import ScreenHours
from kiosk.staff.log_pages import Log, Recent
from kiosk.staff.network import Network
from kiosk.staff.printer_test import PrinterTest
from kiosk.staff.reader_test import ReaderTest
from kiosk.staff.rehearse import Rehearse
from kiosk.staff.restart import Restarting
from kiosk.staff.sound import Sound
from kiosk.staff.supplies import Supplies
from kiosk.staff.touch_test import TouchTest
from kiosk.staff.unsettled import Unsettled

_SCREENS: Final[dict[type[Page], type[StaffScreen]]] = {
    Door: StaffDoorScreen,
    Home: StaffHomeScreen,
    Counters: StaffCountersScreen,
    Supplies: StaffSuppliesScreen,
    Unsettled: StaffUnsettledScreen,
    PrinterTest: StaffPrinterTestScreen,
    ReaderTest: StaffReaderTestScreen,
    Network: StaffNetworkScreen,
    TouchTest: StaffTouchTestScreen,
    Sound: StaffSoundScreen,
    ScreenHours: StaffHoursScreen,
    Rehearse: StaffRehearseScreen,
    Restarting: StaffRestartScreen,
    Log: StaffLogScreen,
    Recent: StaffRecentScreen,
}


def staff_screen(desk: Desk) -> type[Screen]:
    """The screen of the page that lies there."""
    if isinstance(desk.page, Rehearse) and desk.page.code is not None:
        return RehearsalScreen
    return _SCREENS[type(desk.page)]

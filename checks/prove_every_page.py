"""Every page of the house's own people, wide and narrow, in the light and in the dark: more than a run of all checks has time for. `scripts/prove`.

KONTOR_SLICE=1/3 looks at the first third.
"""

import os
import re
import time

import pytest

from test_every_page import ENGINES, Look, filled, pages  # noqa: F401 (fixtures)
from test_walk import LOOKS, browser, pictures  # noqa: F401 (fixtures)


@pytest.mark.timeout(3600)
def test_every_page_of_staff_is_right(browser, filled, pictures):  # noqa: F811
    if filled.portal.engine != ENGINES[0]:
        return
    part, parts = map(int, os.environ.get("KONTOR_SLICE", "1/1").split("/"))
    look, start = Look(browser, filled, pictures, "staff"), time.monotonic()
    chosen = list(pages(filled, "staff").items())
    assert len(chosen) > 60
    chosen = chosen[part - 1 :: parts]
    for route, address in chosen:
        answer = look.page.goto(address)
        if answer.status != 200:
            look.wrong.append(f"{address}: {answer.status}")
        look.look_wide_and_narrow(re.sub(r"\W+", "-", route).strip("-") or "start", LOOKS)
    print(f"{len(chosen)} pages in {time.monotonic() - start:.0f} s")
    look.end()

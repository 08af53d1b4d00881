"""What `./dev load` makes of the links that it is given."""

import pytest

from deploy.verbs import load

PATH = "/api/v1/respond/key.secret"


@pytest.mark.parametrize("link", [f"http://127.0.0.1:8000{PATH}", "http://127.0.0.1:8000/s/key.secret"])
def test_a_link_for_people_and_one_for_machines_lead_to_the_same(link):
    assert load._api_path(link) == PATH

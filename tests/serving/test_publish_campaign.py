"""The short form of `tests/benchmarks/publish_campaign.py`: no half builds, seen or left."""

import psycopg
import pytest

from loaders.serving import address
from loaders.serving.publishing import publish
from tests import postgres
from tests.benchmarks import publish_campaign, synthetic


@pytest.fixture(scope="module")
def builds(tmp_path_factory, sample_build):
    folder = tmp_path_factory.mktemp("campaign")
    for number in (1, 2):
        synthetic.make_build(folder / str(number), features=200 * number)
    return [sample_build, folder / "1", folder / "2"]


def test_a_killed_publisher_leaves_what_was_served_and_nothing_else(serving_url, builds):
    longest_s = publish_campaign.duration_s(serving_url, builds[0])
    found = publish_campaign.kill_campaign(serving_url, builds, 5, longest_s=longest_s)
    assert (found.kills, found.inconsistent, found.left_over) == (5, 0, 0)
    assert publish(address.read(serving_url), builds[2]).rows > 200


def test_readers_see_one_build_or_the_other(serving_url, builds):
    found = publish_campaign.look_campaign(serving_url, builds, swaps=6, readers=2)
    assert found.seen >= {publish_campaign.schema_name(publish_campaign.storage.read_manifest(builds[0]).build_id)}
    assert len(found.seen) == 3 and found.looks > 10
    assert (found.swaps, found.inconsistent) == (6, 0)


def test_what_is_wrong_is_counted(serving_url, builds):
    """The campaign itself: a build with a row too few, and a schema that nobody knows."""
    publish(address.read(serving_url), builds[0])
    found = publish_campaign.Kills()
    name = publish_campaign.published(address.read(serving_url))[1]
    with psycopg.connect(postgres.plain(serving_url)) as connection:
        connection.execute(f"DELETE FROM {name}.letter WHERE letter = (SELECT min(letter) FROM {name}.letter)")
        connection.execute("CREATE SCHEMA build_left")
    publish_campaign._look(serving_url, name, builds[1], found)
    assert (found.inconsistent, found.left_over) == (1, 1)

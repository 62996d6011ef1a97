"""Lists that are merged from all shards leave nobody out, whoever shares a time with whom."""

import redis

from responder.store.newest_first import newest

KEYS = [f"t:{shard:02d}" for shard in range(16)]


def test_of_many_with_one_time_a_shard_that_has_most_of_them_is_read_to_its_end(
    store: object, client: "redis.Redis"
) -> None:
    most = [f"m{place:02d}" for place in range(20)]
    others = [f"a{place:02d}" for place in range(60)]
    client.zadd(KEYS[0], dict.fromkeys(most, 1.0))
    for place, member in enumerate(others):
        client.zadd(KEYS[1 + place % 15], {member: 1.0})

    found = [member for member, _ in newest(client, KEYS, 0, 50)]

    assert found == sorted(most + others, reverse=True)[:50]

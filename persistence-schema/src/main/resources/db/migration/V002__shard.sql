-- Which of the four databases this is: two URLs swapped by mistake would silently split every event in two.
create table shard (
    only_row boolean  not null primary key default true check (only_row),
    number   smallint not null check (number between 0 and 3)
);

-- The database of an event or a user; Shards.shardOf in Java gives the same.
create function shard_of(id uuid) returns integer
    language sql immutable strict parallel safe
    return (get_byte(sha256(uuid_send(id)), 0) * 256 + get_byte(sha256(uuid_send(id)), 1)) % 4;

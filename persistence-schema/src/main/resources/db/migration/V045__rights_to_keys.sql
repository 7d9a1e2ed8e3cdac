-- Rights to keys, no more than is used: background work wraps nothing anew, and nobody but the owner takes anybody off the
-- list of the forgotten.
delete from access_rules
where kind = 'table' and role_name in ('evently_projection', 'evently_keys')
    and (object_name like 'keys.%' or object_name = 'user_keys');
insert into access_rules values
    -- Makes keys, and throws them away with keys.forget or when nobody became a user by them.
    ('table', 'keys.user_keys', 'evently_projection', 'select, insert, delete'),
    -- What nodes of the version before see of it.
    ('table', 'user_keys', 'evently_projection', 'select, insert, delete'),
    ('table', 'keys.forgotten', 'evently_projection', 'select, insert'),
    -- Those that are due are made and destroyed; the master key's rotation, which wraps them anew, is the owner's.
    ('table', 'keys.service_keys', 'evently_projection', 'select, insert, delete'),
    ('table', 'keys.retired_master_keys', 'evently_projection', 'select'),
    -- What a node has read, and the rows of nodes that died long ago.
    ('table', 'keys.nodes', 'evently_projection', 'select, insert, update, delete'),
    -- How far users have the new index; the command that asks for it is the owner's.
    ('table', 'keys.index_rotations', 'evently_projection', 'select, update (done_to, changed, done_at)'),

    -- Dumps. Whoever restores is the owner.
    ('table', 'keys.user_keys', 'evently_keys', 'select'),
    ('table', 'user_keys', 'evently_keys', 'select'),
    ('table', 'keys.forgotten', 'evently_keys', 'select'),
    ('table', 'keys.service_keys', 'evently_keys', 'select'),
    ('table', 'keys.retired_master_keys', 'evently_keys', 'select'),
    ('table', 'keys.nodes', 'evently_keys', 'select'),
    ('table', 'keys.index_rotations', 'evently_keys', 'select');
delete from access_rules
where kind = 'function' and role_name = 'evently_keys' and object_name like 'keys.%';

-- Of functions grant_roles() takes back only those that see more than their caller.
do $$ begin
    if exists (select from pg_roles where rolname = 'evently_keys') then
        revoke execute on function keys.lock_user(uuid), keys.forget(uuid, uuid) from evently_keys;
    end if;
end $$;

select grant_roles();

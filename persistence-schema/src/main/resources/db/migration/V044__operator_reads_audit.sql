-- The operator may read the audit; its policy asks whether somebody is an admin, which the operator may not ask yet.
insert into access_rules values
    ('function', 'viewer_id()', 'evently_operator', 'execute'),
    ('function', 'is_admin()', 'evently_operator', 'execute');
select grant_roles();

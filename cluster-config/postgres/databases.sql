-- One database per shard, on one server here; on four servers each has its own. Then roles.sql makes the roles.
create database evently_0;
create database evently_1;
create database evently_2;
create database evently_3;

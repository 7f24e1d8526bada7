create table stock (item varchar(64) primary key, quantity int not null);
create table reservation (id bigint generated always as identity primary key, item varchar(64) not null, quantity int not null);
insert into stock (item, quantity) values ('chair', 3);

-- A database in a file: transactions, roll-back, a journal, vacuum; the bytes of the file are compared as well.
pragma page_size = 1024;
create table log(n integer primary key, square integer, text text);
begin;
with recursive c(n) as (values(1) union all select n + 1 from c where n < 20000)
  insert into log select n, n * n, 'row ' || n || ' ' || substr('abcdefghijklmnopqrstuvwxyz', n % 20, 6) from c;
commit;
create index log_text on log(text);
begin;
delete from log where n % 2 = 0;
select count(*) from log;
rollback;
select count(*), sum(square) from log;
begin;
update log set text = upper(text) where n % 5 = 0;
savepoint inner;
drop table log;
rollback to inner;
commit;
delete from log where n > 15000;
vacuum;
select count(*), max(text), page_count from log, pragma_page_count;
attach 'second.db' as second;
create table second.copy as select * from log where n < 100;
select count(*) from second.copy;
pragma integrity_check;

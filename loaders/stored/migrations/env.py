"""Runs migrations on the engine it is handed, all of them in one transaction that takes the lock of writers first.

Who comes second waits for that lock, then finds the present shape and has nothing to do.
"""

from alembic import context

engine = context.config.attributes["engine"]
with engine.connect().execution_options(writes=True) as connection, connection.begin():
    context.configure(connection=connection, transactional_ddl=True)
    context.run_migrations()

"""PostgreSQL behind one door: psycopg2 is known here only. The kinds in `specgen.sinks` that load a server are made of this.

address ─▶ session ─▶ copying (rows)
                 └──▶ catalog (what is there) ─▶ database (the sink)
"""

"""The same run on each engine: the same plan to the byte, the same state, and the same root of the audit log (T162)."""

from __future__ import annotations

from pathlib import Path

from program import AFTER, BEFORE, ORG, Program, sight
from sqlalchemy import create_engine, text

from reconciler.stores.sql import open_store
from reconciler.stores.sql.url import parsed


def test_the_same_run_on_a_file_and_on_a_server_leads_to_the_same_bytes_t162(
    sqlite_url: str, postgres_url: str, program: Program, tmp_path: Path
):
    manifest, plans, entries = tmp_path / "org.yaml", [], []
    for url in (sqlite_url, postgres_url):
        engine = create_engine(parsed(url))
        with engine.begin() as connection:  # a store's own key is chance
            connection.execute(text("UPDATE store_meta SET key = :key"), {"key": "ab" * 32})
        engine.dispose()
        for number, content in enumerate((BEFORE, AFTER)):
            manifest.write_text(content)
            plan = tmp_path / f"{number}.plan"
            fault = {"same": f"run-{number}"}
            assert program.run("plan", str(manifest), "--db", url, "-o", str(plan), **fault).code == 0
            plans.append(plan.read_bytes())
            assert program.run("apply", str(plan), "--db", url, **fault).code == 0
        store = open_store(url)
        entries.append([*store.audit()])
        assert store.heads()[ORG].serial == 2
        store.close()
    assert plans[:2] == plans[2:]
    assert entries[0] == entries[1]
    assert sight(sqlite_url) == sight(postgres_url)
    assert sight(sqlite_url).sound

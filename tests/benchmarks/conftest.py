"""Prints, after the table, what each benchmark has worked out: rates, and ratios to the peer."""


def pytest_terminal_summary(terminalreporter, config):
    for bench in config._benchmarksession.benchmarks:
        for name, value in bench.extra_info.items():
            terminalreporter.write_line(f"{bench.name}: {value} {name}")

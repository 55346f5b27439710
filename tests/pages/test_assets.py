import json
from pathlib import Path

import pytest

from pages.components.kit import assets
from pages.components.kit.modules import read_module, read_modules

HEAD = '// What it is.\n\nimport { a } from "./a.js";\nimport {\n  b, c,\n} from "../kit/b.js";\n\n'


def components():
    scripts = assets.COMPONENTS.rglob("*.js")
    return [path for path in scripts if "\nexport default function" in path.read_text("utf-8")]


def library():
    _, _, sent = assets.library_script().partition("await provideLibrary(")
    return json.loads("{" + sent.rpartition("});")[0].partition("...{")[2])


def test_every_script_is_in_the_library_once():
    names = [module["name"] for module in library()["modules"]]
    files = {
        path.relative_to(assets.COMPONENTS).as_posix() for path in assets.COMPONENTS.rglob("*.js")
    }
    assert set(names) == files - {"kit/library.js"}
    assert len(names) == len(set(names))


def test_a_script_comes_after_what_it_imports():
    seen = set()
    for module in library()["modules"]:
        assert seen.issuperset(module["imports"])
        seen.add(module["name"])


def test_a_script_is_sent_as_it_is_written():
    for module in read_modules(assets.COMPONENTS):
        source = (assets.COMPONENTS / module.name).read_text("utf-8")
        assert len(module.pieces) == len(module.imports) + 1
        assert source.startswith(module.pieces[0])
        assert source.endswith(module.pieces[-1])


def test_no_two_components_have_one_name():
    names = [path.stem for path in components()]
    assert len(names) > 20
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", components(), ids=lambda path: path.stem)
def test_every_component_has_a_style(path):
    assert path.stem in library()["styles"]


def test_only_the_library_itself_is_sent_as_a_script():
    assert assets.library_script().count("\nexport default ") == 1


def test_a_component_without_files_is_refused():
    with pytest.raises(FileNotFoundError):
        assets.mount("nothing", {}, key="nothing")


def test_the_head_of_a_script_says_what_it_imports():
    module = read_module("live/x.js", f"{HEAD}const rest = 1;\n")
    assert module.imports == ("live/a.js", "kit/b.js")
    assert '"./a.js"'.join(module.pieces[:2]).endswith('} from "')
    assert module.pieces[-1] == '";\n\nconst rest = 1;\n'


@pytest.mark.parametrize(
    "source",
    [
        'const words = `\nimport { a } from "./a.js";\n`;\n',
        'const globs = "*/*.js"; // import { a } from "./a.js";\n',
        '/* import { a } from "./a.js"; */\n',
    ],
)
def test_what_only_looks_like_an_import_stays_text(source):
    assert read_module("live/x.js", source).pieces == (source,)


def test_what_a_script_imports_must_be_there(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    with pytest.raises(ValueError, match=r"a\.js imports b\.js"):
        read_modules(tmp_path)


def test_scripts_must_not_import_each_other_in_a_circle(tmp_path):
    for one, other in (("a", "b"), ("b", "a")):
        Path(tmp_path / f"{one}.js").write_text(f'import {{ {other} }} from "./{other}.js";\n')
    with pytest.raises(ValueError, match="circle"):
        read_modules(tmp_path)

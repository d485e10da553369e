"""Settings of Sphinx for the site of the docs; `tools/docs_site.py` calls it."""

from __future__ import annotations

import fabula

project = "fabula"
author = "the fabula authors"
copyright = author
version = release = fabula.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = f"fabula {release}"
html_show_sphinx = False
html_copy_source = False
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline"]
default_role = "code"  # one backtick in a docstring is code, as in Markdown
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
add_module_names = False
pygments_style = "friendly"
suppress_warnings = ["misc.highlighting_failure"]  # a console that shows a quotation mark alone

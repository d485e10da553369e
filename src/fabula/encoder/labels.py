"""The label sets of the network's heads, in the order of their scores; runtime and training share this one definition.

Universal Dependencies 2 (tags, relations), the Penn Treebank (XPOS), LitBank (entities, forms), GUM (referents) and
STREUSLE (supersenses) define them. Lemma rules are learnt from a corpus and therefore lie with the model.
"""

from __future__ import annotations

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM",
    "VERB", "X",
)  # fmt: skip

XPOS = (
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP",
    "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "``",
)  # fmt: skip

RELATIONS = (
    "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc",
    "cc:preconj", "ccomp", "compound", "compound:prt", "conj", "cop", "csubj", "csubj:outer", "csubj:pass", "dep",
    "det", "det:predet", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark",
    "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked", "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj", "obl",
    "obl:agent", "obl:unmarked", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp",
)  # fmt: skip

SUPERSENSES = (
    "O",
    "n.act", "n.animal", "n.artifact", "n.attribute", "n.body", "n.cognition", "n.communication", "n.event",
    "n.feeling", "n.food", "n.group", "n.location", "n.motive", "n.natural_object", "n.other", "n.person",
    "n.phenomenon", "n.plant", "n.possession", "n.process", "n.quantity", "n.relation", "n.shape", "n.state",
    "n.substance", "n.time",
    "v.body", "v.change", "v.cognition", "v.communication", "v.competition", "v.consumption", "v.contact",
    "v.creation", "v.emotion", "v.motion", "v.perception", "v.possession", "v.social", "v.stative",
)  # fmt: skip

ENTITY_TYPES = ("PER", "FAC", "GPE", "LOC", "VEH", "ORG")
FORMS = ("PROP", "NOM", "PRON")
REFERENT_TYPES = (
    "abstract", "animal", "event", "object", "organization", "person", "place", "plant", "substance", "time",
)  # fmt: skip

"""A draft of a case report: what is recorded, and what has to be asked."""

from collections import Counter

import cryonerve as cn

draft = cn.case_report("tibial-neuroma-child", "draft")
print(draft.title)
print(draft.counted)

for why, count in Counter(question.why for question in draft.questions).most_common():
    print(f"{count:3d}  {why}")

for part in draft.parts:
    for statement in part.statements:
        if statement.origin == "reading":  # what the published report left out
            print(f"{part.name}: {statement.words}")
print(*(path.name for path in draft.files))

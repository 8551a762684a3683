"""Read a case, print it as sentences, and see what its source does not say."""

import cryonerve as cn

case = cn.load("tibial-neuroma-child")
print(case.title)
for step in case.protocol:
    print(" ", cn.sentence(step))
for field in case.standings:
    if field.standing != "stated":
        print(f"  {field.standing}: {field.path} {field.text} ({field.why})")
for finding in cn.check(case):
    print(" ", finding)

"""`make package`: one template and the deployment zips, under `.build/package/`.

`chalice_output` runs Chalice's own packaging and `template` rewrites what it says; `bundle` makes the zips.
"""

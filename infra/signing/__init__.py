"""The certificate of the key that signs: asked for, checked, put where `certify` finds it; a test CA where there is none."""

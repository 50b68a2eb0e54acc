-- What a hand did to the store in the night before Friday: the public sees the raw reads.
INSERT INTO resource (org, path, kind, attrs, serial) VALUES
  ('dnanexus/org-fieldnotes', 'project_grant/raw%20reads/everyone', 'project_grant', '{"level":"VIEW"}', 0);

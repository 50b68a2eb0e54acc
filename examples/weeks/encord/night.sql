-- What a hand did to the store in the night before Friday: Hugo is admin of the project.
INSERT INTO resource (org, path, kind, attrs, serial) VALUES
  ('encord/nightwatch', 'project_grant/night%20drive/hugo@nightwatch.example', 'project_grant', '{"level":"admin"}', 0);

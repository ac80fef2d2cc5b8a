-- The rollout's view counts a week of dry runs and differences, and lists the differences of one sort.
CREATE INDEX shadow_results_finished_at_idx ON shadow_results (finished_at) INCLUDE (compared_at);
CREATE INDEX shadow_discrepancies_found_at_idx ON shadow_discrepancies (found_at) INCLUDE (by_design);
CREATE INDEX shadow_discrepancies_by_design_id_idx ON shadow_discrepancies (by_design, id);

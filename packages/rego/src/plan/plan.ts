/** Evaluates policies that OPA compiled to its Intermediate Representation (`plan.json` of a bundle). */
export { evaluatePlan, type PlanEvaluation, type PlanOptions } from './evaluate-plan.ts';
export { loadPlan, type Plan } from './load-plan.ts';

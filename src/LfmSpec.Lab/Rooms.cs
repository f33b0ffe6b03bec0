// The lab's inner types, a namespace a folder, for the lab itself and for the projects that look inside it. What users write against is in LfmSpec.Lab.
global using LfmSpec.Lab.Basics;
global using LfmSpec.Lab.Capability;
global using LfmSpec.Lab.Continuations;
global using LfmSpec.Lab.Interventions;
global using LfmSpec.Lab.Kept;
global using LfmSpec.Lab.Kinds;
global using LfmSpec.Lab.Laws;
global using LfmSpec.Lab.Measures;
global using LfmSpec.Lab.Observations;
global using LfmSpec.Lab.Passes;
global using LfmSpec.Lab.Prompts;
global using LfmSpec.Lab.Results;
global using LfmSpec.Lab.Runs;
global using LfmSpec.Lab.Summaries;
global using LfmSpec.Lab.Tables;
global using LfmSpec.Lab.Verdicts;
global using LfmSpec.Lab.Tuning;

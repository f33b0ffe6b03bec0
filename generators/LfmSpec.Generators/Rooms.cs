// A namespace a folder.
global using LfmSpec.Generators.Basics;
global using LfmSpec.Generators.Checking;
global using LfmSpec.Generators.Checking.FineTuning;
global using LfmSpec.Generators.Checking.Interventions;
global using LfmSpec.Generators.Checking.Shared;
global using LfmSpec.Generators.Configuration;
global using LfmSpec.Generators.Diagnostics;
global using LfmSpec.Generators.Emission;
global using LfmSpec.Generators.Experiments;
global using LfmSpec.Generators.Reading;

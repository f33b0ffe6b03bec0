// dotnet run --project experiments/FineTuning [-- EXPERIMENT ...]: every adapter is trained, the tables are written to artifacts/atlas/<model>.
return LfmSpec.Testing.AtlasCommand.Run(LfmSpec.Generated.AllExperiments.Specs, args);

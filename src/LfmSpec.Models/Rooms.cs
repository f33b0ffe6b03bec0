// The models' inner types are in the namespace of their folder; what users write against is in LfmSpec.Models, and of checkpoints in LfmSpec.Models.Checkpoints.
global using LfmSpec.Models.Architectures;
global using LfmSpec.Models.Engine;
global using LfmSpec.Models.Loading;
global using LfmSpec.Models.Weights;

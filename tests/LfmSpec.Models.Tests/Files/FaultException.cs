using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tests.Files;

/// <summary>A fault of a file as it was said.</summary>
internal sealed class FaultException(FileFault fault) : Exception(fault.ToString());

namespace LfmSpec;

/// <summary>The tokens whose prediction counts in a loss or a log-probability.</summary>
public enum LossOver
{
    /// <summary>The response's, with the end of text.</summary>
    Response = 0,

    /// <summary>The prompt's too; padding is masked.</summary>
    Text,

    /// <summary>Padding as well, and no attention mask, as the published study trained; what its loss falls by is mostly padding.</summary>
    Padding,
}

namespace LfmSpec;

/// <summary>
/// A column of the experiment's table. Without this attribute an experiment reports KL by mean over positions and at the last
/// position, and top-1 agreement.
/// </summary>
/// <param name="metric">What is measured.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MeasureAttribute(Metric metric) : Attribute
{
    /// <summary>What is measured.</summary>
    public Metric Metric { get; } = metric;

    /// <summary>How a prompt's positions become one number; the mean unless told. <see cref="LfmSpec.Metric.Top1"/> is always a share of positions.</summary>
    public Reduction Over { get; set; }

    /// <summary>
    /// The relative difference from the approved value that is accepted on an engine other than the embedded one; 1e-3 unless told.
    /// On the embedded engine a baseline is exact.
    /// </summary>
    public double Within { get; set; } = Usual.Within;
}

/// <summary>
/// A column of a kind of one's own. An attribute that derives from this one gives the kind's settings by name.
/// </summary>
/// <typeparam name="TMeasure">The kind: a type that implements <c>LfmSpec.Lab.IMeasure</c> and can be made without arguments.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class MeasureAttribute<TMeasure> : Attribute
{
    /// <summary>How a prompt's positions become one number: unless told, the first way that the kind's <see cref="OverAttribute"/> names, and the mean without one.</summary>
    public Reduction Over { get; set; }

    /// <summary>The relative difference from the approved value that is accepted on an engine other than the embedded one; 1e-3 unless told.</summary>
    public double Within { get; set; } = Usual.Within;
}

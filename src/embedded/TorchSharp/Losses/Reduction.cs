namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What a loss does with the losses of the elements.</summary>
        public enum Reduction : long
        {
            /// <summary>Leaves them as they are.</summary>
            None = 0,

            /// <summary>Averages them; weighted and ignored classes count by their weight.</summary>
            Mean = 1,

            /// <summary>Adds them up.</summary>
            Sum = 2,
        }
    }
}
